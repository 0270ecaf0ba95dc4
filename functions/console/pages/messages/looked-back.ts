/**
 * How far back a list has been looked through, by the cursor of where it goes on: where nothing was found, nothing else
 * tells. What a cursor holds is the API's own affair; if no time can be read from it, none is told.
 */
export const lookedBackTo = (cursor: string): string | undefined => {
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    return /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/.exec(text)?.[0];
  } catch {
    return undefined;
  }
};
