/** Characters outside the GSM 7-bit alphabet and its extension table (3GPP TS 23.038, §6.2.1). */
const notGsm = /[^\n\f\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z[\\\]^_a-z{|}~¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ€]/u;

/** The first character that forces a text into UCS-2; `undefined`: there is none. */
export const ucs2Character = (text: string): string | undefined => notGsm.exec(text)?.[0];
