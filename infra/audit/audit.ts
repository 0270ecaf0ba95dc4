import * as v from 'valibot';
import { purlOf } from '../sbom.ts';

/** The registry did not say what it knows, so an audit can be neither clean nor unclean. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

const sbom = v.object({
  components: v.array(v.object({ type: v.string(), 'bom-ref': v.string() })),
});

const lock = v.object({
  packages: v.record(v.string(), v.object({ version: v.optional(v.string()) })),
});

/** What `npm audit --json` prints, as far as it is read here. */
const report = v.object({
  vulnerabilities: v.record(
    v.string(),
    v.object({
      severity: v.string(),
      nodes: v.array(v.string()),
      via: v.array(v.union([v.string(), v.object({ title: v.string(), url: v.string() })])),
    }),
  ),
  metadata: v.object({ dependencies: v.object({ total: v.number() }) }),
});

const failure = v.object({ message: v.string() });

export interface AuditInput {
  readonly sbom: unknown;
  readonly lock: unknown;
  /** What `npm audit --json` printed. */
  readonly printed: string;
}

export interface Audit {
  readonly isClean: boolean;
  readonly lines: readonly string[];
}

/**
 * What the registry's advisories say of the packages in the bundles, and of all others in package-lock.json.
 * @throws NoAnswerError when npm got no answer of the registry, or did not ask about all packages
 */
export function audit(input: AuditInput): Audit {
  const { vulnerabilities, metadata } = read(input.printed);
  const { packages } = v.parse(lock, input.lock);
  const libraries = v.parse(sbom, input.sbom).components.filter(({ type }) => type === 'library');
  const bundled = new Set(libraries.map((each) => each['bom-ref']));
  const { total } = metadata.dependencies;
  if (total < bundled.size) {
    throw new NoAnswerError(`npm looked at only ${total} packages, but the bundles contain ${bundled.size}.`);
  }

  const isBundled = (name: string, node: string): boolean =>
    bundled.has(purlOf({ name, version: packages[node]?.version ?? '' }));
  const lines = Object.entries(vulnerabilities).flatMap(([name, { severity, nodes, via }]) =>
    nodes.map((node) => {
      const place = isBundled(name, node) ? 'in the bundles' : 'development only';
      const why = via.map((each) => (typeof each === 'string' ? `by way of ${each}` : `${each.title} ${each.url}`));
      return `${name} ${packages[node]?.version ?? ''} (${place}, ${severity}): ${why.join('; ')}`;
    }),
  );
  if (Object.keys(vulnerabilities).length > 0) return { isClean: false, lines };
  const counted = `the ${bundled.size} packages in the bundles, or any of the ${total} in package-lock.json`;
  return { isClean: true, lines: [`Clean: the registry has no advisory for ${counted}.`] };
}

function read(printed: string): v.InferOutput<typeof report> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), printed);
  const answer = v.safeParse(report, parsed.output);
  if (answer.success) return answer.output;
  const failed = v.safeParse(failure, parsed.output);
  throw new NoAnswerError(failed.success ? failed.output.message : 'npm printed no report.');
}
