/** The characters that GSM 7-bit has not: 3GPP TS 23.038, §6.2.1, with its extension table. */
const notGsm = /[^\n\f\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z[\\\]^_a-z{|}~¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ€]/u;

/** The first character that alone turns a text to UCS-2; `undefined`: there is none. */
export const ucs2Character = (text: string): string | undefined => notGsm.exec(text)?.[0];
