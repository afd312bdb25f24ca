import { and, eq } from 'drizzle-orm';

import { SecretBox } from '../kernel/secret-box.ts';
import type { Database } from './database.ts';
import { environmentSecrets, generatorSecrets, settings } from './schema.ts';

/** A secret where it is kept. */
interface SealedSecret {
  readonly place: string;
  readonly sealed: string;
  readonly replace: (sealed: string) => void;
  readonly forget: () => void;
}

interface Rotation {
  /** With which everything is sealed afterwards. */
  readonly key: Buffer;
  /** With which it may have been sealed until now. */
  readonly formerKeys: readonly Buffer[];
  /** Settings that are secret, as `category.key`. */
  readonly secretSettings: readonly string[];
  /** Whether secrets that no key opens are thrown away; else the sidecar does not start. */
  readonly forgetsLost: boolean;
}

export interface RotationOutcome {
  readonly resealed: number;
  /** Places of secrets that were thrown away. */
  readonly forgotten: readonly string[];
}

/**
 * Makes sure at the start that every stored secret opens, and seals anew those of a former key: all in one transaction,
 * so that a crash leaves them as they were. Otherwise a wrong key would be found in the middle of a test.
 *
 * @throws when a secret opens with none of the keys, naming where it is and what can be done
 */
export function resealSecrets(db: Database, rotation: Rotation): RotationOutcome {
  const boxes = [rotation.key, ...rotation.formerKeys].map((key) => new SecretBox(key));
  return db.transaction(
    (tx) => {
      const states = sealedSecrets(tx, rotation.secretSettings).map((kept) => ({ kept, state: opened(kept, boxes) }));
      const lost = states.filter(({ state }) => state === null).map(({ kept }) => kept);
      if (lost.length > 0 && !rotation.forgetsLost) {
        throw new Error(refusalOf(lost.map(({ place }) => place)));
      }
      lost.forEach(({ forget }) => forget());
      return { resealed: sealAnew(states, rotation.key), forgotten: lost.map(({ place }) => place) };
    },
    { behavior: 'immediate' }
  );
}

interface Opened {
  readonly secret: string;
  /** Whether the key of from now on has opened it. */
  readonly isPresent: boolean;
}

/** @param boxes the one of from now on first */
function opened({ sealed, place }: SealedSecret, boxes: readonly SecretBox[]): Opened | null {
  for (const [index, box] of boxes.entries()) {
    try {
      return { secret: box.open(sealed, place), isPresent: index === 0 };
    } catch {
      // Sealed with another key: the next may open it.
    }
  }
  return null;
}

function sealAnew(states: ReadonlyArray<{ kept: SealedSecret; state: Opened | null }>, key: Buffer): number {
  const box = new SecretBox(key);
  const old = states.filter(({ state }) => state?.isPresent === false);
  for (const { kept, state } of old) {
    kept.replace(box.seal(state?.secret ?? '', kept.place));
  }
  return old.length;
}

type Transaction = Pick<Database, 'select' | 'update' | 'delete'>;

function sealedSecrets(tx: Transaction, secretSettings: readonly string[]): SealedSecret[] {
  return [...secretsOfEnvironments(tx), ...secretsOfGenerators(tx), ...secretsOfSettings(tx, secretSettings)];
}

function secretsOfEnvironments(tx: Transaction): SealedSecret[] {
  const rows = tx.select().from(environmentSecrets).all();
  return rows.map(({ environmentId, name, sealed }) => {
    const where = and(eq(environmentSecrets.environmentId, environmentId), eq(environmentSecrets.name, name));
    return {
      place: `environment_secrets/${environmentId}/${name}`,
      sealed,
      replace: (text) => tx.update(environmentSecrets).set({ sealed: text }).where(where).run(),
      forget: () => tx.delete(environmentSecrets).where(where).run(),
    };
  });
}

function secretsOfGenerators(tx: Transaction): SealedSecret[] {
  const rows = tx.select().from(generatorSecrets).all();
  return rows.map(({ generator, name, sealed }) => {
    const where = and(eq(generatorSecrets.generator, generator), eq(generatorSecrets.name, name));
    return {
      place: `generator_secrets/${generator}/${name}`,
      sealed,
      replace: (text) => tx.update(generatorSecrets).set({ sealed: text }).where(where).run(),
      forget: () => tx.delete(generatorSecrets).where(where).run(),
    };
  });
}

function secretsOfSettings(tx: Transaction, names: readonly string[]): SealedSecret[] {
  const rows = tx.select().from(settings).all();
  return rows
    .filter(({ category, key }) => names.includes(`${category}.${key}`))
    .map(({ id, category, key, value }) => ({
      place: `settings/${category}.${key}`,
      sealed: String(value),
      replace: (text) => tx.update(settings).set({ value: text }).where(eq(settings.id, id)).run(),
      forget: () => tx.delete(settings).where(eq(settings.id, id)).run(),
    }));
}

function refusalOf(places: readonly string[]): string {
  return [
    `${places.length} stored secrets do not open with the key that seals secrets: ${places.join(', ')}.`,
    'Nothing was changed. Do one of these and start again:',
    '- Give the key with which they were sealed: in SIDECAR_SECRETS_KEY, or as the file db/secrets.key of the data directory (after a restore it belongs there, too).',
    '- If that key is to be replaced: the new one in SIDECAR_SECRETS_KEY, the former one in SIDECAR_SECRETS_KEY_OLD.',
    '- If it is lost: SIDECAR_SECRETS_LOST=forget throws these secrets away, and they are entered anew.',
  ].join('\n');
}
