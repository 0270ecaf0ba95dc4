/** What CDK apps import from `textgate/infra`. */

export { SettingsError } from './settings.ts';
export { type ISmsGateway, SmsGateway, type SmsGatewayProps } from './sms-gateway.ts';
export { SmsTarget, type SmsTargetProps } from './sms-target.ts';
