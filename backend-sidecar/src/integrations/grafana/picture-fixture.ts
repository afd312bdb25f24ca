import { PNG } from 'pngjs';

type Colour = readonly [number, number, number];

interface PaintedPicture {
  widthPixels: number;
  heightPixels: number;
  /** So many pixels in rows of 400, below the title. */
  inkPixels: number;
  fromRow?: number;
  background?: Colour;
  ink?: Colour;
}

const ROW_PIXELS = 400;
const BELOW_TITLE = 60;
const BETWEEN_ROWS = 4;

const painted = new Map<string, Buffer>();

/** A real PNG as Grafana's renderer sends them. */
export function paintedPicture(wanted: PaintedPicture): Buffer {
  const key = JSON.stringify(wanted);
  const content = painted.get(key) ?? paint(wanted);
  painted.set(key, content);
  return Buffer.from(content);
}

function paint(wanted: PaintedPicture): Buffer {
  const { widthPixels, heightPixels, inkPixels, fromRow = BELOW_TITLE } = wanted;
  const { background = [255, 255, 255], ink = [50, 116, 217] } = wanted;
  const png = new PNG({ width: widthPixels, height: heightPixels });
  const set = (pixel: number, [red, green, blue]: Colour) => png.data.set([red, green, blue, 255], pixel * 4);
  for (let pixel = 0; pixel < widthPixels * heightPixels; pixel++) {
    set(pixel, background);
  }
  for (let n = 0; n < inkPixels; n++) {
    const row = fromRow + BETWEEN_ROWS * Math.floor(n / ROW_PIXELS);
    set(row * widthPixels + 10 + (n % ROW_PIXELS), ink);
  }
  return PNG.sync.write(png, { deflateLevel: 1, filterType: 0 });
}
