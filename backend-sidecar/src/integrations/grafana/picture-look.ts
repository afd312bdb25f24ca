import { PNG } from 'pngjs';

/** What a picture that Grafana sent shows. */
export type PictureLook =
  | { readonly kind: 'panel'; readonly widthPixels: number; readonly heightPixels: number }
  /** A title and a few words, as where a panel has no data. */
  | { readonly kind: 'words'; readonly widthPixels: number; readonly heightPixels: number }
  /** Something else than the panel. `isFinal`: another attempt would show the same. */
  | { readonly kind: 'other'; readonly why: string; readonly isFinal: boolean };

interface WantedSize {
  readonly widthPixels: number;
  readonly heightPixels: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const HEADER_BYTES = 24;

/** Grafana's own pictures of why there is none (public/img/rendering_*.png), by their sizes. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '478x208': 'Grafana has no image renderer',
  '526x202': 'Grafana renders as many pictures at once as it may',
  '523x200': 'Grafana’s image renderer failed',
  '503x203': 'Grafana’s image renderer took too long',
  '1004x404': 'Grafana renders as many pictures at once as it may, or its renderer failed',
};
const NOT_INSTALLED = '478x208';

/** The title of a panel stands above; its frame is at the edges. */
const TITLE_PIXELS = 40;
const EDGE_PIXELS = 4;
/** Differences of one colour channel that the eye does not see as ink. */
const FAINT = 24;
const COLOUR_BYTES = 4;
/** Fewer than a short word has: nothing is drawn yet, or there is no such panel. */
const BLANK_INK_PIXELS = 60;
/** “No data” has 379, axes alone have several thousand (Grafana 12.4, 1000 × 500). */
const WORDS_INK_PIXELS = 900;

/** Tells the picture of a panel from those that Grafana sends, with status 200, when it could not make it. */
export async function lookAtPicture(content: Buffer, wanted: WantedSize): Promise<PictureLook> {
  const size = sizeOf(content);
  if (size === undefined) {
    return { kind: 'other', why: 'what Grafana sent is no picture', isFinal: false };
  }
  const { widthPixels, heightPixels } = size;
  if (widthPixels !== wanted.widthPixels || heightPixels !== wanted.heightPixels) {
    return otherSize(size, wanted);
  }
  const picture = await decode(content);
  if (picture === undefined) {
    return { kind: 'other', why: 'the picture is damaged', isFinal: false };
  }
  const inkPixels = countInk(picture);
  if (inkPixels < BLANK_INK_PIXELS) {
    return { kind: 'other', why: 'the picture was empty, as if the panel had still been loading', isFinal: false };
  }
  return { kind: inkPixels < WORDS_INK_PIXELS ? 'words' : 'panel', ...size };
}

function otherSize({ widthPixels, heightPixels }: WantedSize, wanted: WantedSize): PictureLook {
  const name = `${widthPixels}x${heightPixels}`;
  const size = `${widthPixels} × ${heightPixels} instead of ${wanted.widthPixels} × ${wanted.heightPixels} pixels`;
  const why = PLACEHOLDERS[name] ?? `Grafana sent a picture of ${size}`;
  return { kind: 'other', why, isFinal: name === NOT_INSTALLED };
}

function sizeOf(content: Buffer): WantedSize | undefined {
  const isPng = content.length > HEADER_BYTES && content.subarray(0, SIGNATURE.length).equals(SIGNATURE);
  return isPng ? { widthPixels: content.readUInt32BE(16), heightPixels: content.readUInt32BE(20) } : undefined;
}

/** Not in one go: a large picture would keep others waiting. */
function decode(content: Buffer): Promise<PNG | undefined> {
  return new Promise((resolve) => {
    const png = new PNG();
    png.on('error', () => resolve(undefined));
    png.parse(content, (error: Error | null, picture) => resolve(error === null ? picture : undefined));
  });
}

/** Pixels below the title that differ from the background. */
function countInk({ width, height, data }: PNG): number {
  const background = commonestColour(data);
  let inkPixels = 0;
  for (let y = TITLE_PIXELS; y < height - EDGE_PIXELS; y++) {
    for (let x = EDGE_PIXELS; x < width - EDGE_PIXELS; x++) {
      inkPixels += isInk(data, (y * width + x) * COLOUR_BYTES, background) ? 1 : 0;
    }
  }
  return inkPixels;
}

function isInk(data: Buffer, at: number, background: number): boolean {
  return (
    Math.abs((data[at] ?? 0) - (background >>> 24)) > FAINT ||
    Math.abs((data[at + 1] ?? 0) - ((background >>> 16) & 0xff)) > FAINT ||
    Math.abs((data[at + 2] ?? 0) - ((background >>> 8) & 0xff)) > FAINT
  );
}

/** Of every 16th pixel. */
function commonestColour(data: Buffer): number {
  const counts = new Map<number, number>();
  let commonest = 0;
  for (let at = 0; at + COLOUR_BYTES <= data.length; at += 16 * COLOUR_BYTES) {
    const colour = data.readUInt32BE(at);
    const seen = (counts.get(colour) ?? 0) + 1;
    counts.set(colour, seen);
    commonest = seen > (counts.get(commonest) ?? 0) ? colour : commonest;
  }
  return commonest;
}
