/** Dan Libby, "Specification for Fault Code Interoperability" (2001): stable, programs may branch on them. */
export const faultCodes = {
  notWellFormed: -32700,
  unsupportedEncoding: -32701,
  invalidCharacter: -32702,
  notXmlRpc: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  application: -32500,
  system: -32400,
  /** From API Gateway instead of textgate: see infra/constructs/gateway-faults.ts. */
  transport: -32300,
} as const;
