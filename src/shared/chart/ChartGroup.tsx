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
      <div className={styles.group}>
        {range && (
          <div className={styles.zoom} role="status">
            Zoomed to {formatClockWithSeconds(range.fromMs)} – {formatClockWithSeconds(range.toMs)}
            <Button size="sm" variant="secondary" icon="search-minus" onClick={() => setRange(undefined)}>
              Reset zoom
            </Button>
          </div>
        )}
        <div className={styles.charts}>{children}</div>
      </div>
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
  group: css({ position: 'relative' }),
  // Over the charts, not above them: zooming must not move what the pointer is at.
  zoom: css({
    position: 'absolute',
    top: theme.spacing(0.5),
    right: theme.spacing(0.5),
    zIndex: 1,
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    paddingLeft: theme.spacing(1),
    background: theme.colors.background.primary,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
});
