/**
 * How long things may take, in milliseconds. What contains others is computed from them: a read or write of the store
 * fits in a call, a call in a request, a request in a Lambda.
 */

const secondMillis = 1_000;

/** Working out an answer, and giving it. */
const answerMillis = secondMillis;

/** A read of the store, or a write, with its repetitions. */
export const storeMillis = 3 * secondMillis;

/** A write, and a look at what was written where its answer was lost. */
const recordMillis = 2 * storeMillis;

/** Opening a connection to the upstream. */
export const connectMillis = 3 * secondMillis;

/** A call that sends, with its repetitions: only those of which no byte was written are repeated. */
export const sendCallMillis = 15 * secondMillis;

/** A call that is harmless to repeat, with its repetitions. */
export const harmlessCallMillis = 20 * secondMillis;

/** A Lambda that somebody waits for: API Gateway waits for 29 s, and the one inside is to end first. */
export const functionMillis = 28 * secondMillis;

/**
 * A Lambda that sweeps: as long as the shortest interval. What a sweep could not begin is noted before the next one
 * begins. Else that would begin with the same messages, and never get any further.
 */
export const sweepMillis = 60 * secondMillis;

/** A sweep that takes longer asks for help. */
export const sweepAloneMillis = 4 * secondMillis;

/** One call of a hand-over: the call, and the record of its outcome. One that cannot end in time is not begun. */
export const handOverMillis = sendCallMillis + recordMillis;

/** Left when the outcome of the last calls has been written: a look at what was written, and the answer. */
export const afterOutcomeMillis = storeMillis + answerMillis;

/**
 * Left when records are made, where no hand-over follows any more: a last look at them, their close, which is a look
 * and the record of it, and the answer.
 */
export const afterRecordingMillis = storeMillis + storeMillis + recordMillis + answerMillis;

/** The longest that somebody waits for a record that may come late, who is to be told that nothing was handed over. */
export const waitForWithdrawnMillis = 7 * secondMillis;

/** Left when a record that may come late is looked for: the look, the write of what it comes to, and the answer. */
export const withdrawMillis = 2 * storeMillis + answerMillis;

/** Left after a harmless call: the record of what it told, and the answer. */
export const afterQuestionMillis = recordMillis + answerMillis;

/**
 * Left when the upstream is asked what is true after it did not confirm a cancellation: its answer, and what follows.
 */
export const questionMillis = secondMillis + afterQuestionMillis;

/** Kept from the call that cancels for that question. */
export const keptForQuestionMillis = 2 * secondMillis;

/** Looking for messages that are to be cancelled: the rest of the time is for that. */
export const searchMillis = 8 * secondMillis;

/**
 * Left at the end of a sweep for what has been begun: the rest of a question's patience, and what follows its answer.
 */
export const sweepReserveMillis = 5 * secondMillis + afterQuestionMillis;

/** How long it counts who was found to be suppressed: for a call that begins later, it is looked up again. */
export const suppressionsHoldMillis = 10 * secondMillis;

/**
 * Left in a sweep when it claims messages to hand them over: the claim, the look at who is suppressed, the call, and
 * the notes for the next sweep.
 */
export const sweepHandOverMillis = storeMillis + storeMillis + handOverMillis + answerMillis;

/**
 * Putting a batch's events on the bus: no call begins later. One that has begun ends within its three seconds, and
 * asking for a follow-up, or setting a record aside, within nine.
 */
export const publishMillis = 15 * secondMillis;

/**
 * What is done beside that, news for webhooks and accounts with few credits, is waited for until its last call has
 * ended.
 */
export const besidePublishingMillis = publishMillis + storeMillis;

/**
 * A write of the store lands within this time of being made, or never: its connection is given up after two seconds.
 */
export const landingMillis = 30 * secondMillis;

/** A post to a webhook's receiver, from the look-up of its name to the end of its answer. */
export const receiverMillis = 15 * secondMillis;

/** A Lambda that delivers to webhooks begins new calls for so long. Later only while others still wait for theirs. */
export const deliverRoundMillis = 40 * secondMillis;

/**
 * Left when a call to a receiver begins: the call, the record of what came of it, and what is left to the next round.
 */
export const deliveryReserveMillis = receiverMillis + recordMillis + answerMillis;

/**
 * A Lambda that delivers to webhooks. A call that began in the last moment of its round ends before none may begin any
 * more: so others never wait for it.
 */
export const deliverMillis = deliverRoundMillis + receiverMillis + deliveryReserveMillis + secondMillis;

/**
 * For how long the deliverers' queue keeps a message, from when it was put there: for three rounds at least. One that
 * is forgotten while its round lasts would let another begin beside it; so an older one than has time for a round asks
 * for none.
 */
export const roundMessageMillis = 240 * secondMillis;
