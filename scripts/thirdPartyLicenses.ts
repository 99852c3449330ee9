// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The part of esbuild's metafile that tells which files ended up in the output. */
export interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Texts of its licence and notice files. */
  readonly texts: readonly string[];
}

const RULE = '-'.repeat(80);
const LEGAL_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * The licences of what is bundled.
 *
 * @returns One text: every package with its version, under the licence it comes with.
 * @throws {Error} When a package comes without the text of a licence.
 */
export function thirdPartyLicenses({ outputs }: Metafile): string {
  const roots = new Set(
    Object.values(outputs)
      .flatMap(filesIn)
      .flatMap((file) => packageRoot(file) ?? []),
  );
  const byText = new Map<string, BundledPackage[]>();
  for (const bundled of [...roots].map(readPackage)) {
    if (bundled.texts.length === 0) throw new Error(`${bundled.name} ${bundled.version} has no licence file`);
    const text = bundled.texts.join('\n\n');
    byText.set(text, [...(byText.get(text) ?? []), bundled]);
  }
  const sections = [...byText].map(([text, packages]) => ({
    text,
    titles: [...new Set(packages.map(titleOf))].sort(),
  }));
  sections.sort((a, b) => (a.titles[0] ?? '').localeCompare(b.titles[0] ?? ''));
  const body = sections.map(({ titles, text }) => `${RULE}\n${titles.join('\n')}\n${RULE}\n\n${text}\n`);
  return `The files agent-*.cjs contain code of these packages, in some places changed (https://github.com/keyvault-otel/keyvault-otel, docs/dependencies.md).\n\n${body.join('\n')}`;
}

function filesIn({ inputs }: Metafile['outputs'][string]): readonly string[] {
  return Object.keys(inputs).filter((file) => (inputs[file]?.bytesInOutput ?? 0) > 0);
}

function titleOf({ name, version, license }: BundledPackage): string {
  return `${name} ${version} (${license})`;
}

/** The folder of the package that a file belongs to; `undefined` for our own files and those that a plugin made up. */
function packageRoot(input: string): string | undefined {
  if (!input.includes('node_modules/') || !existsSync(input)) return undefined;
  for (let folder = dirname(resolve(input)); folder.includes('node_modules'); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version !== undefined) return folder;
  }
  return undefined;
}

function readPackage(root: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const texts = readdirSync(root)
    .filter((file) => LEGAL_FILE.test(file))
    .sort()
    .map((file) => readFileSync(join(root, file), 'utf8').trim());
  return { name, version, license: license ?? 'see below', texts };
}
