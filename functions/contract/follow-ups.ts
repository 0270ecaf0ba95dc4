/** How often fresh messages are looked at, in seconds: the delay of the queue of follow-ups. */
export const followUpSeconds = 8;
