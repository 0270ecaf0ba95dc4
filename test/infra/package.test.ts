import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, posix, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../infra/constructs/gateway-events.ts';
import { emulatorEnvironment, environmentWithoutAws } from '../../infra/local/aws-environment.ts';
import { NOTICES } from '../../infra/third-party.ts';
import manifest from '../../package.json' with { type: 'json' };
import cycloneDx from '../fixtures/cyclonedx/bom-1.6.json' with { type: 'json' };
import { blocksIn, read } from '../support/markdown.ts';
import { RUN_COMMONJS, RUN_MODULE, TYPED } from './client-consumer.ts';

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const CDK = require.resolve('aws-cdk/bin/cdk');
const TSC = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

/** A timeout for Jest and Vitest. Their default of 5 s is too short on a machine that runs other tests as well. */
const PATIENCE = '--testTimeout=60000';

/** The code of a user who has installed the package. */
const STACK = `
import { Stack, type StackProps } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { type ISmsGateway, SmsGateway, type SmsGatewayProps, SmsTarget } from 'textgate/infra';

const props: SmsGatewayProps = { allowedCountries: ['CH'], retentionDays: 30 };

export class ShopStack extends Stack {
  readonly gateway: ISmsGateway;

  constructor(scope: Construct, id: string, stackProps?: StackProps) {
    super(scope, id, stackProps);
    this.gateway = new SmsGateway(this, 'Sms', props);
    new Rule(this, 'Paid', {
      eventPattern: { source: ['shop'] },
      targets: [
        new SmsTarget(this.gateway, {
          account: 'acc_0123456789abcdefghijkl',
          to: EventField.fromPath('$.detail.phone'),
          text: RuleTargetInput.fromText('Thank you.'),
        }),
      ],
    });
  }
}

// @ts-expect-error: types that could not be found would be any, and take this.
export const misspelt: SmsGatewayProps = { retentionDay: 30 };
`;

/** The rules that the README and the constructs' README show, in a stack. */
const documentedStack = () => {
  const blocks = ['README.md', 'infra/constructs/README.md'].flatMap((path) => blocksIn(read(path), 'ts'));
  const rules = blocks.filter((block) => block.includes('new SmsTarget('));
  expect(rules).toHaveLength(2);
  const constructors = rules.map((rule) => `{\n${rule.replace(/^import .*$/gm, '')}\n}`);
  return `
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { SmsGateway, SmsTarget } from 'textgate/infra';

export class DocumentedStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    ${constructors.join('\n')}
  }
}
`;
};

const testOf = (imports: string) => `
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SettingsError, SmsGateway } from 'textgate/infra';
${imports}

test('the stack has a gateway, and a rule that leads to its queue', () => {
  const stack = new ShopStack(new App(), 'Shop');

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['shop'] },
    Targets: [Match.objectLike({ InputTransformer: Match.anyValue() })],
  });
  template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.handler' });
});

test('a setting that is not usable is named, by an error of its own class', () => {
  expect(() => new SmsGateway(new ShopStack(new App(), 'Shop'), 'Other', { retentionDays: 1 })).toThrow(SettingsError);
});
`;

/**
 * The environment of a user's shell, without the variables of this repository's npm and of the Vitest that runs this
 * test.
 */
const environment = (): NodeJS.ProcessEnv => {
  const others = Object.entries(environmentWithoutAws());
  const kept = others.filter(([name]) => !/^(NODE_ENV$|NODE_OPTIONS$|VITEST|npm_(lifecycle|package)_)/.test(name));
  return { ...Object.fromEntries(kept), CDK_DISABLE_CLI_TELEMETRY: 'true' };
};

/** With the machine's own Node, which may be older than this repository's. */
const machine = (): NodeJS.ProcessEnv => {
  const { PATH = '', ...others } = environment();
  const places = PATH.split(delimiter).filter((place) => !/node_modules|node-gyp-bin/.test(place));
  return { ...others, PATH: places.join(delimiter) };
};

/** @throws Error with everything that the program wrote, because tsc and Jest report failures on stdout */
const run = async (program: string, args: readonly string[], cwd: string, env = environment()): Promise<string> => {
  try {
    return (await execute(program, args, { cwd, env, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
};

let folder: string;
/** CommonJS with Jest, as `cdk init` makes it. */
let shop: string;
/** ES modules with Vitest. It shares the other project's packages, because installing takes most of the time. */
let esShop: string;
/** A project that sends messages and has no CDK. */
let app: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-consumer-'));
  shop = join(folder, 'shop');
  esShop = join(folder, 'es-shop');
  await Promise.all([run('npm', ['pack', '--silent', '--pack-destination', folder], ROOT), makeShop()]);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? '';
  // Installs the newest versions that the template's ranges allow, as a user would today. Vitest is for the other
  // project.
  const packages = [join(folder, tarball), `vitest@${manifest.devDependencies.vitest}`];
  await Promise.all([install(packages, shop), makeApp(join(folder, tarball))]);
  await makeEsShop();
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const makeApp = async (tarball: string) => {
  const compilerOptions = {
    ...{ target: 'es2022', lib: ['es2022', 'dom'], types: [], noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
  };
  const configs = {
    nodenext: { compilerOptions: { ...compilerOptions, module: 'nodenext' }, files: ['typed.mts', 'typed.cts'] },
    bundler: {
      compilerOptions: { ...compilerOptions, module: 'esnext', moduleResolution: 'bundler' },
      files: ['typed.ts'],
    },
  };
  const files = {
    ...Object.fromEntries(['typed.mts', 'typed.cts', 'typed.ts'].map((name) => [name, TYPED])),
    ...Object.fromEntries(Object.entries(configs).map(([name, config]) => [`${name}.json`, JSON.stringify(config)])),
    'run.mjs': RUN_MODULE,
    'run.cjs': RUN_COMMONJS,
    'package.json': '{}',
  };
  app = join(folder, 'app');
  await mkdir(app);
  for (const [name, content] of Object.entries(files)) await writeFile(join(app, name), content);
  await install([tarball], app);
};

const install = (packages: readonly string[], project: string) =>
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], project);

const makeShop = async () => {
  await mkdir(shop);
  await run(process.execPath, [CDK, 'init', 'app', '--language', 'typescript', '--generate-only'], shop);
  const config = await readFile(join(shop, 'tsconfig.json'), 'utf8');
  expect(config).toContain('"skipLibCheck": true');
  await writeFile(join(shop, 'tsconfig.json'), config.replace('"skipLibCheck": true', '"skipLibCheck": false'));
  await writeFile(join(shop, 'lib', 'shop-stack.ts'), STACK);
  await writeFile(join(shop, 'lib', 'documented-stack.ts'), documentedStack());
  await writeFile(join(shop, 'test', 'shop.test.ts'), testOf("import { ShopStack } from '../lib/shop-stack';"));
};

const makeEsShop = async () => {
  const compilerOptions = {
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    skipLibCheck: false,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    noEmit: true,
  };
  const files = {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
    'shop-stack.ts': STACK,
    'app.ts':
      "import { App } from 'aws-cdk-lib';\nimport { ShopStack } from './shop-stack.ts';\nnew ShopStack(new App(), 'Shop');\n",
    'shop.test.ts': testOf("import { expect, test } from 'vitest';\nimport { ShopStack } from './shop-stack.ts';"),
  };
  await mkdir(esShop);
  await symlink(join(shop, 'node_modules'), join(esShop, 'node_modules'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(esShop, name), content);
};

/** All files below a folder, with `/` between the names. */
const filesOf = async (place: string): Promise<readonly string[]> => {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(place, join(parentPath, name)).replaceAll('\\', '/'));
};

const assetsOf = async (project: string) =>
  (await readdir(join(project, 'cdk.out'))).filter((name) => name.startsWith('asset.'));

describe('a project of `cdk init` that has installed the package, in CommonJS', () => {
  it('passes its type check, the package’s declarations included', async () => {
    await run('npm', ['run', 'build'], shop);
  });

  it('passes its test with Jest', async () => {
    await run('npm', ['test', '--', PATIENCE], shop);
  });

  it('synthesizes, with the code of every function', async () => {
    await run('npx', ['cdk', 'synth', '--quiet', '--no-notices'], shop);

    expect(await assetsOf(shop)).toHaveLength(API_ENTRIES.length + EVENT_ENTRIES.length);
  });
});

describe('a project of ES modules that has installed the package', () => {
  it('passes its type check, the package’s declarations included', async () => {
    await run('npx', ['tsc'], esShop);
  });

  it('passes its test with Vitest', async () => {
    await run('npx', ['vitest', 'run', PATIENCE], esShop);
  });

  it('synthesizes, with the code of every function', async () => {
    await run('npx', ['cdk', 'synth', '--quiet', '--no-notices', '--app', 'node app.ts'], esShop);

    expect(await assetsOf(esShop)).toHaveLength(API_ENTRIES.length + EVENT_ENTRIES.length);
  });
});

/** Answers every request with what the request contained. */
const startEcho = async (): Promise<Server> => {
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ method: request.method, path: request.url, key: request.headers.authorization, body }),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
};

describe('a folder that has installed the package for its client', () => {
  it('has got one package, and no other', async () => {
    const installed = await readdir(join(app, 'node_modules'));

    expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['textgate']);
  });

  it.each(['run.mjs', 'run.cjs'])('sends a message and reads a webhook: %s', async (script) => {
    const gateway = await startEcho();
    const { port } = gateway.address() as AddressInfo;

    const printed = await run('node', [script, `http://127.0.0.1:${port}`], app, machine());
    gateway.close();

    expect(JSON.parse(printed)).toEqual({
      sent: {
        method: 'POST',
        path: '/v1/messages',
        key: 'Bearer textgate_key',
        body: { to: '+41791234567', text: 'Hello' },
      },
      heard: 'test',
      isRefused: true,
    });
  });

  it.each(['nodenext.json', 'bundler.json'])(
    'has types that take what the API takes, and no more: %s',
    async (config) => {
      await run(process.execPath, [TSC, '--project', config], app);
    },
  );

  it.each([
    ['--eval', "require('textgate/infra')"],
    ['--input-type=module', '--eval', "import 'textgate/infra'"],
  ])('learns what `textgate/infra` needs: node %s %s', async (...args) => {
    await expect(run('node', args, app, machine())).rejects.toThrow(
      'Error: textgate/infra is for apps of the AWS CDK: npm install aws-cdk-lib constructs',
    );
  });
});

describe('the package', () => {
  it('has one class of each name, whichever way it is loaded', async () => {
    const script = `
      const required = require('textgate/infra');
      import('textgate/infra').then((imported) => {
        const names = Object.keys(required);
        console.log(JSON.stringify([names, Object.keys(imported), names.every((name) => required[name] === imported[name])]));
      });`;

    const names = ['SettingsError', 'SmsGateway', 'SmsTarget'];
    expect(JSON.parse(await run('node', ['--eval', script], shop, machine()))).toEqual([names, names, true]);
  });

  it('has a command that calls nothing that Node 20 lacks', async () => {
    const command = await readFile(join(app, 'node_modules/textgate/dist/cli/index.mjs'), 'utf8');

    expect(command.match(/\b(Map|Object)\.groupBy|\bPromise\.(try|withResolvers)/g)).toBeNull();
  });

  it('brings what its users need, and nothing else', async () => {
    const files = await filesOf(join(app, 'node_modules/textgate'));

    const documents = manifest.files.filter((file) => file.endsWith('.md'));
    const code = [
      /^dist\/bundles\/(api|events|xmlrpc-door)\/[\w-]+\/(index\.mjs(\.map)?|phone-metadata\.json|THIRD-PARTY-NOTICES\.txt)$/,
      /^dist\/bundles\/api\/console\/console\/([0-9a-f]{16}\.(js|css)|index\.html)(\.br|\.gzip)?$/,
      /^dist\/bundles\/api\/openapi\/docs\/swagger-ui(\.css|-bundle\.js(\.LICENSE\.txt)?)$/,
      /^dist\/cli\/(index\.mjs|phone-metadata\.json|THIRD-PARTY-NOTICES\.txt)$/,
      /^dist\/client\/index\.([cm]js|d\.[cm]ts)$/,
      /^dist\/infra\/(index\.([cm]js|d\.[cm]ts)|THIRD-PARTY-NOTICES\.txt)$/,
      /^dist\/places\/index\.mjs$/,
      /^dist\/sbom\.json$/,
      /^dist\/types\/(package\.json|(functions\/(client|contract)|infra)\/[\w/-]+\.d\.ts)$/,
    ];
    const others = [
      /^(LICENSE|README\.md|package\.json)$/,
      /^functions\/console\/\w+\.png$/,
      /^infra\/examples\/[\w-]+\.ts$/,
    ];
    const isKnown = (file: string) =>
      documents.includes(file) || [...code, ...others].some((known) => known.test(file));
    expect(files.filter((file) => !isKnown(file))).toEqual([]);
    expect(documents.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('has documents that link to each other, or to what only developers of textgate need', async () => {
    const files = await filesOf(join(app, 'node_modules/textgate'));
    const isForDevelopers = (path: string) =>
      /^(test|infra\/local|functions\/contract)(\/|$)|^functions\/[a-z-]+$/.test(path);

    const dead: string[] = [];
    for (const document of files.filter((file) => file.endsWith('.md'))) {
      const text = await readFile(join(app, 'node_modules/textgate', document), 'utf8');
      for (const [, link = ''] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (/^https?:/.test(link)) continue;
        const path = posix.join(posix.dirname(document), link);
        const isThere = files.some((file) => file === path || file.startsWith(`${path}/`));
        if (!isThere && !isForDevelopers(path)) dead.push(`${document}: ${link}`);
      }
    }

    expect(dead).toEqual([]);
  });

  it('has an SBOM of all that its bundles contain', async () => {
    const folder = join(app, 'node_modules/textgate/dist');
    const sbom = JSON.parse(await readFile(join(folder, 'sbom.json'), 'utf8'));
    const validate = new Ajv.default({ strict: false, validateFormats: false, schemas: cycloneDx }).getSchema(
      'http://cyclonedx.org/schema/bom-1.6.schema.json',
    );

    expect({ valid: validate?.(sbom), errors: validate?.errors }).toEqual({ valid: true, errors: null });
    expect(sbom.metadata.component).toMatchObject({ name: 'textgate', version: manifest.version });
    const libraries = sbom.components.filter(({ type }: { type: string }) => type === 'library');
    expect(libraries.filter(({ hashes }: { hashes?: unknown[] }) => hashes?.length !== 1)).toEqual([]);
    const licences = libraries.map(
      ({ licenses }: { licenses: { license: { id: string } }[] }) => licenses[0]?.license.id,
    );
    expect([...new Set(licences)].toSorted()).toEqual(['Apache-2.0', 'MIT']);
    const folders = sbom.components.filter(({ type }: { type: string }) => type === 'application');
    const notices = (await filesOf(folder)).filter((file) => posix.basename(file) === NOTICES).map(posix.dirname);
    const withPackages = sbom.dependencies
      .filter(({ ref }: { ref: string }) => folders.some((each: { name: string }) => each.name === ref))
      .filter(({ dependsOn }: { dependsOn: string[] }) => dependsOn.length > 0)
      .map(({ ref }: { ref: string }) => ref);
    expect(withPackages).toEqual(notices.toSorted());
  });

  it('has nothing of the simulated gateway and its phones', async () => {
    const entries = await readdir(join(app, 'node_modules/textgate/dist'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));

    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((_, index) => /control\/(messages|state)|demo-password/.test(texts[index] ?? ''))).toEqual([]);
  });

  it('has types also for the module resolution of older projects, which knows no `exports`', async () => {
    const { typesVersions } = JSON.parse(await readFile(join(shop, 'node_modules/textgate/package.json'), 'utf8'));
    const { client, infra } = typesVersions['*'];

    expect(await readFile(join(shop, 'node_modules/textgate', client[0]), 'utf8')).toContain('Textgate');
    expect(await readFile(join(shop, 'node_modules/textgate', infra[0]), 'utf8')).toContain('SmsGateway');
  });
});

/**
 * AWS as the admin command sees it, if the stack of this name has a gateway. `written` collects what is put into
 * tables.
 */
const startAws = async (stack: string, written: unknown[]): Promise<Server> => {
  const outputs = {
    SmsMessagesTableName0A1B2C3D: 'm',
    SmsAccountsTableName1A2B3C4D: 'a',
    SmsRetentionDays2A3B4C5D: '30',
  };
  const members = Object.entries(outputs)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('');
  const described =
    '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>' +
    `<member><StackName>${stack}</StackName><Outputs>${members}</Outputs></member>` +
    '</Stacks></DescribeStacksResult></DescribeStacksResponse>';
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isQuery = body.includes(`Action=DescribeStacks`) && body.includes(`StackName=${stack}`);
    if (!isQuery) written.push(JSON.parse(body));
    response.setHeader('content-type', isQuery ? 'text/xml' : 'application/x-amz-json-1.0');
    response.end(isQuery ? described : '{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
};

it('the command of the installed package makes the first account of a gateway in a stack of one’s own', async () => {
  const written: unknown[] = [];
  const aws = await startAws('Shop', written);
  const { port } = aws.address() as AddressInfo;
  const env = { ...emulatorEnvironment(`http://127.0.0.1:${port}`), PATH: machine()['PATH'] };

  const args = ['admin', 'account', 'create', '--name', 'Shop', '--stack', 'Shop', '--json'];
  const stdout = await run(join(shop, 'node_modules', '.bin', 'textgate'), args, shop, env);
  aws.close();

  expect(JSON.parse(stdout)).toMatchObject({ id: expect.stringMatching(/^acc_/), name: 'Shop' });
  expect(written).toMatchObject([{ TableName: 'a', Item: { name: { S: 'Shop' }, sk: { S: 'ACCOUNT' } } }]);
});
