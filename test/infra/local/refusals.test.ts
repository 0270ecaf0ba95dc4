import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { emulatorEnvironment } from '../../../infra/local/aws-environment.ts';
import { deploy } from '../../../infra/local/deploy.ts';
import { startEmulator } from '../../../infra/local/emulator.ts';
import { freePorts, portsFrom } from '../../../infra/local/ports.ts';

const progress = () => {};

const ELSEWHERE = [
  'https://dynamodb.eu-central-2.amazonaws.com',
  'http://localhost.example.com:4566',
  'http://127.0.0.1@example.com',
  'http://10.0.0.1:4566',
  'localhost:4566',
  '',
];

describe.each(ELSEWHERE)('the endpoint %j', (endpoint) => {
  it('is not deployed to', async () => {
    const deployment = deploy({ emulatorUrl: endpoint, gatewayUrl: 'http://127.0.0.1:1/', progress });

    await expect(deployment).rejects.toThrow('on this machine');
  });

  it('is not taken for an emulator', async () => {
    await expect(startEmulator({ port: 1, existing: endpoint, progress })).rejects.toThrow('on this machine');
  });
});

describe('the environment of a deployment', () => {
  it('has no profile, credentials or endpoint of the caller', () => {
    const before = { ...process.env };
    Object.assign(process.env, { AWS_PROFILE: 'real', AWS_SESSION_TOKEN: 'real', AWS_ENDPOINT_URL_DYNAMODB: 'real' });
    try {
      expect(Object.values(emulatorEnvironment('http://127.0.0.1:4702'))).not.toContain('real');
    } finally {
      process.env = before;
    }
  });
});

describe('ports', () => {
  it('that are in use are named with their purpose', async () => {
    const { front } = await freePorts();
    const other = createServer().listen(front + 1, '127.0.0.1');
    await once(other, 'listening');

    await expect(portsFrom(front)).rejects.toThrow(`${front + 1} (for the simulator)`);

    other.close();
  });
});
