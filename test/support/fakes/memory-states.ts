import { initialState, type ServiceStates } from '../../../functions/messages/service-state.ts';

export const memoryStates = (): ServiceStates => {
  let state = initialState;
  return {
    read: async () => state,
    write: async (before, after) => {
      if (state.version !== before.version) return false;
      state = after;
      return true;
    },
  };
};
