/** Of the API that the page came from, at `…/console`: a proxy may serve both below a path of its own. */
export const apiUrl = (): string => new URL('.', location.href).href;
