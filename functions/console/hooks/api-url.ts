/** The address of the API that serves this page at `…/console`. A proxy may serve both below a path of its own. */
export const apiUrl = (): string => new URL('.', location.href).href;
