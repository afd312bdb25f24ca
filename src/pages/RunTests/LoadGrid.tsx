import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, IconButton, useStyles2 } from '@grafana/ui';
import type { Scenario } from 'perftest-automation-sidecar/contract/scenarios';

import { Section } from '../../shared/ui/Section';
import { DurationInput, LOAD_LIMITS, UsersInput } from '../../shared/ui/LoadInputs';
import { allCells, type Grid, type GridCell, type GridRow, hasOwnSchedule, hiddenChoices } from './run-choice';
import type { ChoiceActions } from './useRunTests';

const ALL = { name: 'Choose all', displayName: 'Choose all' };

interface LoadGridProps {
  grid: Grid;
  actions: ChoiceActions;
}

export function LoadGrid({ grid, actions }: LoadGridProps) {
  const styles = useStyles2(getStyles);
  const all = allCells(grid);
  return (
    <Section
      title="Tests"
      note="changes hold for this batch alone"
      actions={<ChooseAll item={ALL} cells={all} actions={actions} />}
      isBare
    >
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.head}>
                Scenario
              </th>
              {grid.testTypes.map((testType) => (
                <th scope="col" key={testType.id} className={styles.head}>
                  <ChooseAll
                    item={testType}
                    cells={all.filter((cell) => cell.testType.id === testType.id)}
                    actions={actions}
                  />
                  <div className={styles.subHead} aria-hidden>
                    <span>users</span>
                    <span>duration</span>
                    <span>ramp-up</span>
                    <span>runs</span>
                  </div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.rows.map((row) => (
              <ScenarioRow key={row.scenario.id} row={row} grid={grid} actions={actions} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

interface ScenarioRowProps extends LoadGridProps {
  row: GridRow;
}

function ScenarioRow({ row, grid, actions }: ScenarioRowProps) {
  const styles = useStyles2(getStyles);
  return (
    <tr>
      <th scope="row" className={styles.scenario}>
        <ChooseAll item={row.scenario} cells={[...row.cells.values()]} actions={actions} />
      </th>
      {grid.testTypes.map((testType) => {
        const cell = row.cells.get(testType.id);
        return (
          <td key={testType.id} className={cx(styles.cell, cell?.choice.isChosen && styles.chosen)}>
            {cell ? <LoadCell cell={cell} actions={actions} /> : <span className={styles.none}>not defined</span>}
          </td>
        );
      })}
    </tr>
  );
}

function LoadCell({ cell, actions }: { cell: GridCell; actions: ChoiceActions }) {
  const styles = useStyles2(getStyles);
  const { choice } = cell;
  const name = nameOf(cell);
  const hidden = hiddenChoices(cell);
  return (
    <>
      <div className={styles.load}>
        <Checkbox
          value={choice.isChosen}
          aria-label={`Run ${name}`}
          onChange={(event) => actions.change(cell, { isChosen: event.currentTarget.checked })}
        />
        <LoadInputs cell={cell} actions={actions} />
        <IconButton
          name="ellipsis-v"
          className={cx(hidden.length > 0 && styles.changed)}
          tooltip={`Schedule, script, environment and baseline of ${name}`}
          // Above, it would lie over the button that starts the tests.
          tooltipPlacement="bottom"
          onClick={() => actions.edit(cell)}
        />
      </div>
      {hidden.length > 0 && <div className={styles.hidden}>{hidden.join(' · ')}</div>}
    </>
  );
}

function nameOf({ scenario, testType }: GridCell): string {
  return `${scenario.displayName} ${testType.displayName}`;
}

const REPEATS = { minimum: 1, maximum: 20 };

/** With the script's own schedule users and times are what is expected of it, for the forecast. */
function LoadInputs({ cell, actions }: { cell: GridCell; actions: ChoiceActions }) {
  const { load, choice } = cell;
  const name = nameOf(cell);
  const expected = hasOwnSchedule(cell) ? 'Expected ' : '';
  const label = (word: string) => (expected ? `${expected}${word.toLowerCase()}` : word);
  return (
    <>
      <UsersInput
        label={`${label('Users')} of ${name}`}
        width={6}
        value={choice.userCount}
        standard={load.userCount}
        {...LOAD_LIMITS.users}
        onChange={(userCount) => actions.change(cell, { userCount, isChosen: true })}
      />
      <DurationInput
        label={`${label('Duration')} of ${name}, ramp-up included`}
        width={8}
        value={choice.durationSeconds}
        standard={load.durationSeconds}
        {...LOAD_LIMITS.duration}
        onChange={(durationSeconds) => actions.change(cell, { durationSeconds, isChosen: true })}
      />
      <DurationInput
        label={`${label('Ramp-up')} of ${name}`}
        width={7}
        value={choice.rampUpSeconds}
        standard={load.rampUpSeconds}
        {...LOAD_LIMITS.rampUp}
        onChange={(rampUpSeconds) => actions.change(cell, { rampUpSeconds, isChosen: true })}
      />
      <UsersInput
        label={`Runs of ${name}`}
        width={4}
        value={choice.repeats}
        standard={1}
        {...REPEATS}
        onChange={(repeats) => actions.change(cell, { repeats, isChosen: true })}
      />
    </>
  );
}

interface ChooseAllProps {
  item: Pick<Scenario, 'name' | 'displayName'>;
  cells: readonly GridCell[];
  actions: ChoiceActions;
}

/** Under its name, as on every other page; the display name is small print. Ticked when all are, half-ticked when some are. */
function ChooseAll({ item, cells, actions }: ChooseAllProps) {
  const chosen = cells.filter(({ choice }) => choice.isChosen).length;
  const isSpelledAlike = item.displayName.toLowerCase() === item.name.toLowerCase();
  const areAll = cells.length > 0 && chosen === cells.length;
  return (
    <Checkbox
      label={item.name}
      description={isSpelledAlike ? undefined : item.displayName}
      value={areAll}
      indeterminate={chosen > 0 && !areAll}
      disabled={cells.length === 0}
      onChange={() => actions.changeAll(cells, !areAll)}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    overflowX: 'auto',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  table: css({ width: '100%', borderCollapse: 'collapse', 'tr:last-child > *': { borderBottom: 'none' } }),
  head: css({
    padding: theme.spacing(1, 0.75),
    textAlign: 'left',
    verticalAlign: 'top',
    background: theme.colors.background.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  scenario: css({
    padding: theme.spacing(1, 0.75),
    textAlign: 'left',
    minWidth: 96,
    overflowWrap: 'anywhere',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  cell: css({ padding: theme.spacing(1, 0.75), borderBottom: `1px solid ${theme.colors.border.weak}`, opacity: 0.75 }),
  chosen: css({ background: theme.colors.action.selected, opacity: 1 }),
  // Two test types fit beside the plan on a small screen.
  load: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.25),
    '& input': { paddingInline: theme.spacing(0.5) },
  }),
  hidden: css({
    marginTop: theme.spacing(0.25),
    paddingLeft: theme.spacing(2.5),
    color: theme.colors.warning.text,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  none: css({ color: theme.colors.text.disabled }),
  changed: css({ color: theme.colors.warning.text }),
  subHead: css({
    display: 'grid',
    gridTemplateColumns: '16px 48px 64px 56px 32px',
    gap: theme.spacing(0.25),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightRegular,
    textAlign: 'right',
    whiteSpace: 'nowrap',
    '& span:first-of-type': { gridColumn: 2 },
  }),
});
