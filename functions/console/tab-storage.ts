/** The part of `sessionStorage` that the console uses. It ends with its tab. */
export interface TabStorage {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}
