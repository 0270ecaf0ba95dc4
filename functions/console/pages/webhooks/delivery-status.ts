import type { Delivery } from '../../../client/index.ts';
import { words } from '../../words.ts';

const { statuses } = words.deliveries;

export const isDeliveryStatus = (name: string | undefined): name is Delivery['status'] =>
  name !== undefined && Object.hasOwn(statuses, name);

export const deliveryStatuses: readonly Delivery['status'][] = Object.keys(statuses).filter(isDeliveryStatus);
