/** The gateway could not be reached, or its answer could not be understood, within the bounds of a call. */
export class GatewayUnavailableError extends Error {
  override readonly name = 'GatewayUnavailableError';
}

/** The list cursor was not one of ours, or not this account's. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
}
