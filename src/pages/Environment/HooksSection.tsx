import { css } from '@emotion/css';
import React, { useEffect, useRef, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { useFieldArray, useFormContext } from 'react-hook-form';

import { Section } from '../../shared/ui/Section';
import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';
import { type EnvironmentForm, type HookList, NEW_HOOK } from './environment-form';
import { moveButtonId } from './hook-buttons';
import { HookFields } from './HookFields';

const MOST_HOOKS = 20;

/** Calls around each run: to reset data, to warm up, to tell others. */
export function HooksSection() {
  const styles = useStyles2(getStyles);
  return (
    <Section title="Hooks" note="HTTP calls around each run; one that fails holds the lane and asks">
      <div className={styles.lists}>
        <Hooks list="hooksBefore" title="Before a run" noun="hook before" />
        <Hooks list="hooksAfter" title="After a run" noun="hook after" />
      </div>
    </Section>
  );
}

interface HooksProps {
  list: HookList;
  title: string;
  noun: string;
}

function Hooks({ list, title, noun }: HooksProps) {
  const styles = useStyles2(getStyles);
  const { control, formState, getValues } = useFormContext<EnvironmentForm>();
  const { fields, append, remove, move } = useFieldArray({ control, name: list });
  const { announcement, follow } = useMovedFocus(list);
  const moveTo = (from: number, to: number) => {
    move(from, to);
    const name = getValues(`${list}.${to}.name`) || `${noun} ${from + 1}`;
    follow({ index: to, isDown: to > from, text: `${name} is now ${to + 1} of ${fields.length}` });
  };
  return (
    <div role="group" aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      {fields.length === 0 && <p className={styles.none}>None</p>}
      <ol className={styles.hooks}>
        {fields.map((field, index) => (
          <HookFields
            key={field.id}
            list={list}
            index={index}
            noun={noun}
            count={fields.length}
            onMove={(by) => moveTo(index, index + by)}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      {!formState.disabled && fields.length < MOST_HOOKS && (
        <Button type="button" size="sm" variant="secondary" icon="plus" onClick={() => append(NEW_HOOK)}>
          Add {noun}
        </Button>
      )}
      <VisuallyHidden isLive>{announcement}</VisuallyHidden>
    </div>
  );
}

interface Moved {
  index: number;
  isDown: boolean;
  text: string;
}

/** A hook that was moved keeps the focus, so that it can be moved on; where it now stands is said. */
function useMovedFocus(list: HookList) {
  const [moved, setMoved] = useState<Moved>();
  const isNew = useRef(false);
  useEffect(() => {
    if (!moved || !isNew.current) {
      return;
    }
    isNew.current = false;
    const ways = moved.isDown ? (['down', 'up'] as const) : (['up', 'down'] as const);
    const buttons = ways.map((way) => document.getElementById(moveButtonId({ list, index: moved.index, way })));
    buttons.find((button) => button instanceof HTMLButtonElement && !button.disabled)?.focus();
  }, [moved, list]);
  const follow = (next: Moved) => {
    isNew.current = true;
    setMoved(next);
  };
  return { announcement: moved?.text ?? '', follow };
}

const getStyles = (theme: GrafanaTheme2) => ({
  lists: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(3) }),
  title: css({ ...theme.typography.h6, marginBottom: theme.spacing(1) }),
  none: css({ color: theme.colors.text.secondary, '&&': { marginBottom: theme.spacing(1) } }),
  hooks: css({
    listStyle: 'none',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    margin: theme.spacing(0, 0, 1),
  }),
});
