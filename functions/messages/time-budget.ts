/*
 * How long things may take, in milliseconds. Longer times are computed from the shorter ones inside them: a read or
 * write of the store fits into a call, a call into a request, a request into a Lambda.
 */

const secondMillis = 1_000;

/** Working out an answer and giving it. */
const answerMillis = secondMillis;

/** A read or write of the store, repeats included. */
export const storeMillis = 3 * secondMillis;

/** A write of the store, and a read to see whether it was applied if its answer is lost. */
const recordMillis = 2 * storeMillis;

/** Opening a connection to the upstream. */
export const connectMillis = 3 * secondMillis;

/** A call that hands over, repeats included. It is repeated only if no byte of it was written. */
export const sendCallMillis = 15 * secondMillis;

/** A call that is harmless to repeat, repeats included. */
export const harmlessCallMillis = 20 * secondMillis;

/** A Lambda that answers a request. API Gateway waits 29 s, and the Lambda must end before. */
export const functionMillis = 28 * secondMillis;

/**
 * A Lambda that sweeps: as long as the shortest interval between sweeps. A sweep records what it could not begin before
 * the next sweep starts. Otherwise every sweep would start with the same messages and stop at the same place.
 */
export const sweepMillis = 60 * secondMillis;

/** A sweep that takes longer than this asks for help. */
export const sweepAloneMillis = 4 * secondMillis;

/** A call that hands over, and the record of its outcome. A call that cannot end in time is not begun. */
export const handOverMillis = sendCallMillis + recordMillis;

/** Kept after the write of the last outcomes: a read if its answer is lost, and the answer to the caller. */
export const afterOutcomeMillis = storeMillis + answerMillis;

/**
 * Kept after records are written and no hand-over follows: a last read of them, their withdrawal (a read and a write),
 * and the answer.
 */
export const afterRecordingMillis = storeMillis + storeMillis + recordMillis + answerMillis;

/** The longest that a sender waits for late records, before it is told that nothing was handed over. */
export const waitForWithdrawnMillis = 7 * secondMillis;

/** Kept for a late record: a read, the write that withdraws it, and the answer. */
export const withdrawMillis = 2 * storeMillis + answerMillis;

/** Kept after a harmless call: the record of its answer, and the answer to the caller. */
export const afterQuestionMillis = recordMillis + answerMillis;

/** Kept for asking for the state of a message if the upstream does not confirm its cancellation. */
export const questionMillis = secondMillis + afterQuestionMillis;

/** The call that cancels ends this long before the deadline, so that time is left for that question. */
export const keptForQuestionMillis = 2 * secondMillis;

/** Looking for messages to cancel. The rest of the request's time is for cancelling them. */
export const searchMillis = 8 * secondMillis;

/** Kept at the end of a sweep for calls that have begun: five seconds for their answer, and its record. */
export const sweepReserveMillis = 5 * secondMillis + afterQuestionMillis;

/** A look at the suppression lists is good for this long. A call that begins later needs a new look. */
export const suppressionsHoldMillis = 10 * secondMillis;

/**
 * Kept when a sweep claims messages to hand them over: the claim, the look at the suppression lists, the call with its
 * record, and the notes for the next sweep.
 */
export const sweepHandOverMillis = storeMillis + storeMillis + handOverMillis + answerMillis;

/**
 * Publishing the events of a batch: no call to the bus begins after this. A call that has begun ends within three
 * seconds. Asking for a follow-up, or setting a record aside, ends within nine.
 */
export const publishMillis = 15 * secondMillis;

/**
 * News for webhooks, and for accounts with few credits, is recorded while events are published, and may take this long.
 */
export const besidePublishingMillis = publishMillis + storeMillis;

/** A write of the store is applied within this time or never, because its connection is given up after two seconds. */
export const landingMillis = 30 * secondMillis;

/** A post to a webhook's receiver, from the look-up of its name to the end of its answer. */
export const receiverMillis = 15 * secondMillis;

/** A round of deliveries starts new posts for this long, and quick ones also later while a long one runs. */
export const deliverRoundMillis = 40 * secondMillis;

/** Kept when a post begins: the post, the record of its outcome, and the notes for the next round. */
export const deliveryReserveMillis = receiverMillis + recordMillis + answerMillis;

/**
 * A Lambda that delivers to webhooks. A post that begins at the end of the round ends before it is too late for others
 * to begin, so the others do not wait for it.
 */
export const deliverMillis = deliverRoundMillis + receiverMillis + deliveryReserveMillis + secondMillis;

/**
 * How long the deliverers' queue keeps a message: at least three rounds. If a message expired during its own round, the
 * queue would let another round begin beside it. So a message too old for a whole round starts none.
 */
export const roundMessageMillis = 240 * secondMillis;
