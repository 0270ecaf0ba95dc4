/**
 * How far back a list has been searched. If nothing was found, only the cursor says so. A cursor's contents are not
 * part of the API's contract: if it has no readable time, the answer is `undefined`.
 */
export const lookedBackTo = (cursor: string): string | undefined => {
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    return /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/.exec(text)?.[0];
  } catch {
    return undefined;
  }
};
