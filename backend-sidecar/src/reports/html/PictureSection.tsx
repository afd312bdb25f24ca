import React from 'react';

import { momentText } from '../model/figures.ts';
import {
  imageOf,
  MOST_SERIES,
  pictureGroups,
  sameAxesOf,
  sameAxesText,
  shownText,
  type NamedPicture,
  type PanelPictures,
  type ReportImages,
} from '../model/picture-groups.ts';
import type { ReportModel, ReportPicture } from '../model/report-model.ts';
import { seriesFigureText } from '../model/series-figures.ts';

/** Grafana's panels: of runs that are compared old beside new, else one run after another. */
export function PictureSection({ model, images }: { model: ReportModel; images: ReportImages }) {
  if (model.pictures.length === 0) {
    return null;
  }
  const groups = pictureGroups(model);
  return (
    <section className="grafana">
      <h2>Grafana</h2>
      <PictureSizes model={model} images={images} />
      {groups.map(({ title, panels }, index) => (
        <React.Fragment key={index}>
          {groups.length > 1 && <h3>{title}</h3>}
          {panels.map((panel) => (
            <Panel key={panel.key} panel={panel} images={images} />
          ))}
        </React.Fragment>
      ))}
    </section>
  );
}

function PictureSizes({ model, images }: { model: ReportModel; images: ReportImages }) {
  const bytes = [...images.values()].reduce((sum, address) => sum + address.length, 0);
  return (
    <p className="quiet">
      {shownText(model, images)}
      {bytes > 0 && `; they make up ${(bytes / 1e6).toFixed(1)} MB of this file`}. Mean and maximum are of the points
      that are drawn.
    </p>
  );
}

function Panel({ panel: { title, dashboardTitle, pictures }, images }: { panel: PanelPictures; images: ReportImages }) {
  const shown = pictures.filter(({ picture }) => imageOf(picture, images) !== undefined);
  const missing = pictures.filter(({ picture }) => imageOf(picture, images) === undefined);
  const drawn = pictures.filter(({ picture }) => sameAxesOf(picture, images) !== undefined);
  return (
    <div className="panel">
      <h3>
        {title} <span className="quiet">{dashboardTitle}</span>
      </h3>
      {drawn.length > 0 && (
        <>
          <p className="quiet">{sameAxesText(shown)}</p>
          <div className="pictures">
            {drawn.map((one) => (
              <Figure key={one.picture.id} named={one} title={title} image={sameAxesOf(one.picture, images)} />
            ))}
          </div>
        </>
      )}
      <div className="pictures">
        {shown.map((one) => (
          <Figure key={one.picture.id} named={one} title={title} image={imageOf(one.picture, images)}>
            {one.picture.why !== null && <p className="quiet">{one.picture.why}.</p>}
          </Figure>
        ))}
        {missing.map(({ picture, runName }) => (
          <p className="missing" key={picture.id}>
            {runName}: not captured, because {picture.why ?? 'the picture is no longer there'}.
          </p>
        ))}
      </div>
      <SeriesTable pictures={pictures} title={title} />
    </div>
  );
}

interface FigureProps {
  named: NamedPicture;
  title: string;
  image: string | undefined;
  children?: React.ReactNode;
}

function Figure({ named: { picture, runName }, title, image, children }: FigureProps) {
  return (
    <figure>
      <figcaption>
        {runName}{' '}
        <span className="quiet">
          {momentText(picture.fromMs)} to {momentText(picture.toMs)}
        </span>
      </figcaption>
      <img src={image} alt={`${title}, ${runName}`} loading="lazy" />
      {children}
    </figure>
  );
}

function SeriesTable({ pictures, title }: { pictures: readonly NamedPicture[]; title: string }) {
  const withData = pictures.filter(({ picture }) => (picture.figures ?? []).length > 0);
  const names = [...new Set(withData.flatMap(({ picture }) => picture.figures.map(({ name }) => name)))];
  if (names.length === 0) {
    const why = pictures.find(({ picture }) => imageIsThere(picture))?.picture.whyNoData ?? null;
    return why === null ? null : <p className="quiet">Data not kept, because {why}.</p>;
  }
  const isCompared = withData.length > 1;
  return (
    <div className="scroll">
      <table className="series">
        <caption>
          {title} in figures
          {names.length > MOST_SERIES &&
            `: ${MOST_SERIES} of ${names.length} series; the evidence pack has all of them`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Series</th>
            {withData.map(({ picture, runName }) => (
              <React.Fragment key={picture.id}>
                <th scope="col" className="number">
                  Mean{isCompared && `, ${runName}`}
                </th>
                <th scope="col" className="number">
                  Maximum{isCompared && `, ${runName}`}
                </th>
              </React.Fragment>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.slice(0, MOST_SERIES).map((name) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {withData.map(({ picture }) => (
                <SeriesCells key={picture.id} picture={picture} name={name} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SeriesCells({ picture, name }: { picture: ReportPicture; name: string }) {
  const { mean, max, unit } = picture.figures.find((one) => one.name === name) ?? { mean: null, max: null, unit: null };
  return (
    <>
      <td className="number">{seriesFigureText(mean, unit)}</td>
      <td className="number">{seriesFigureText(max, unit)}</td>
    </>
  );
}

function imageIsThere({ imagePath }: ReportPicture): boolean {
  return imagePath !== null;
}
