/** Seconds between two looks at fresh messages: the delay of the queue of follow-ups. */
export const followUpSeconds = 8;
