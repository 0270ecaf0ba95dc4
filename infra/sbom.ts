import { distinct, type ThirdParty } from './third-party.ts';

/** What textgate itself is, by package.json. */
export interface Product {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

export interface SbomInput {
  readonly product: Product;
  /** The packages of others in each bundle, by the bundle's folder. */
  readonly bundles: ReadonlyMap<string, readonly ThirdParty[]>;
  /** What package-lock.json says of a package's archive, by where the package is installed: `sha512-…`. */
  readonly integrityOf: (path: string) => string | undefined;
}

/**
 * The software bill of materials: which packages of others are in which bundle, as CycloneDX 1.6 has it. It follows from
 * the bundles alone, so two builds of one commit make the same.
 */
export function sbomOf({ product, bundles, integrityOf }: SbomInput): object {
  const packages = distinct([...bundles.values()].flat());
  const folders = [...bundles.keys()].toSorted();
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: { type: 'application', ...described(product) } },
    components: [
      ...folders.map((folder) => ({ type: 'application', 'bom-ref': folder, name: folder, version: product.version })),
      ...packages.map((each) => ({
        type: 'library',
        ...described({ ...each, license: each.licence }),
        ...hashesOf(integrityOf(each.path)),
      })),
    ],
    dependencies: [
      { ref: purlOf(product), dependsOn: folders },
      ...folders.map((folder) => ({ ref: folder, dependsOn: distinct(bundles.get(folder) ?? []).map(purlOf) })),
      ...packages.map((each) => ({ ref: purlOf(each) })),
    ],
    // The package has code of others within its own bundle, and does not say of which versions.
    compositions: [{ aggregate: 'incomplete', assemblies: packages.filter(isBundleItself).map(purlOf) }],
  };
}

const isBundleItself = ({ name }: ThirdParty): boolean => name === 'swagger-ui-dist';

function described({ name, version, license }: Product) {
  const [scope, unscoped] = name.startsWith('@') ? name.split('/') : [undefined, name];
  return {
    'bom-ref': purlOf({ name, version }),
    ...(scope !== undefined && { group: scope }),
    name: unscoped ?? name,
    version,
    licenses: [/ (OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } }],
    purl: purlOf({ name, version }),
  };
}

/** A package URL, as package-url/purl-spec has it for npm. */
export const purlOf = ({ name, version }: Pick<Product, 'name' | 'version'>): string =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

function hashesOf(integrity: string | undefined) {
  const base64 = integrity?.match(/^sha512-(\S+)$/)?.[1];
  return base64 && { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] };
}
