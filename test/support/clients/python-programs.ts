import { fileURLToPath } from 'node:url';
import type { PythonPackages } from '../../../infra/local/python.ts';

/** Third-party Python programs that test the deployed stack. */

const requirements = (name: string): string => fileURLToPath(new URL(`${name}.requirements.txt`, import.meta.url));

export const schemathesis: PythonPackages = { name: 'Schemathesis', requirements: requirements('schemathesis') };

export const pythonClient: PythonPackages = {
  name: 'openapi-python-client',
  requirements: requirements('python-client'),
};
