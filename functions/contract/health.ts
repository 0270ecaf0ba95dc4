import * as v from 'valibot';

export const healthReply = v.object({ status: v.literal('ok') });
