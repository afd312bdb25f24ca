import { css } from '@emotion/css';
import React, { createContext, type ReactNode, useContext, useId, useMemo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';

import { formatClockWithSeconds } from '../format';

export interface ChartRange {
  fromMs: number;
  toMs: number;
}

interface ChartGroupState {
  syncScope: string;
  range?: ChartRange;
  setRange: (range: ChartRange | undefined) => void;
}

const ChartGroupContext = createContext<ChartGroupState | undefined>(undefined);

/** Charts of one page share the cursor and the zoomed range. */
export function ChartGroup({ children }: { children: ReactNode }) {
  const styles = useStyles2(getStyles);
  const syncScope = useId();
  const [range, setRange] = useState<ChartRange>();
  const state = useMemo(() => ({ syncScope, range, setRange }), [syncScope, range]);
  return (
    <ChartGroupContext.Provider value={state}>
      {range && (
        <div className={styles.zoom} role="status">
          Zoomed to {formatClockWithSeconds(range.fromMs)} – {formatClockWithSeconds(range.toMs)}
          <Button size="sm" variant="secondary" icon="search-minus" onClick={() => setRange(undefined)}>
            Reset zoom
          </Button>
        </div>
      )}
      <div className={styles.charts}>{children}</div>
    </ChartGroupContext.Provider>
  );
}

export function useChartGroup(): ChartGroupState {
  const ownScope = useId();
  const [range, setRange] = useState<ChartRange>();
  const shared = useContext(ChartGroupContext);
  return shared ?? { syncScope: ownScope, range, setRange };
}

const getStyles = (theme: GrafanaTheme2) => ({
  charts: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    gap: theme.spacing(1),
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  zoom: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
});
