import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { StoredRevision } from '../../persistence/script-store.ts';
import { readJavaProperties } from '../../scripts/java-properties.ts';

/** No properties that people write are larger; JMeter reads them all the same. */
const LARGEST_READ_BYTES = 4 * 1024 * 1024;

/**
 * What the .properties files of a revision give, in the order in which JMeter is handed them. The properties of
 * environment, scenario and run win over these.
 *
 * @param folder of the revision, absolute
 */
export async function companionProperties({ files }: StoredRevision, folder: string): Promise<Record<string, string>> {
  const wanted = files.filter(({ kind, sizeBytes }) => kind === 'properties' && sizeBytes <= LARGEST_READ_BYTES);
  // As Java has read them since its version 1; what else is meant stands there as an escape.
  const texts = await Promise.all(wanted.map(({ name }) => readFile(join(folder, name), 'latin1')));
  return Object.assign({}, ...texts.map(readJavaProperties)) as Record<string, string>;
}
