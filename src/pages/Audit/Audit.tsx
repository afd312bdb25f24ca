import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, FilterInput, Pagination, useStyles2 } from '@grafana/ui';
import type { AuditEntry } from 'perftest-automation-sidecar/contract/system';

import { auditCsvHref } from '../../shared/api/audit';
import { formatDateTime, formatRelative, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { LinkButton } from '../../shared/ui/LinkButton';
import { ForbiddenState, NothingHere, QueryView } from '../../shared/ui/states';
import { ChangeList } from './ChangeList';
import { type AuditPageModel, useAuditPage } from './useAuditPage';

const COLUMNS: ReadonlyArray<Column<AuditEntry>> = [
  {
    id: 'atMs',
    header: 'When',
    width: 145,
    cell: ({ atMs }) => <time title={formatRelative(atMs)}>{formatDateTime(atMs)}</time>,
    sortValue: ({ atMs }) => atMs,
  },
  {
    id: 'person',
    header: 'Who',
    width: 140,
    cell: ({ person, role }) => <span title={`as ${role}`}>{person}</span>,
    sortValue: ({ person }) => person,
  },
  { id: 'action', header: 'What', width: 165, cell: ({ action }) => action, sortValue: ({ action }) => action },
  { id: 'subject', header: 'Of', width: 160, cell: ({ subject }) => subject, sortValue: ({ subject }) => subject },
  { id: 'change', header: 'Before and after', cell: (entry) => <ChangeList entry={entry} /> },
];

const TIMES = [
  { value: '1', label: 'last 24 hours' },
  { value: '7', label: 'last 7 days' },
  { value: '30', label: 'last 30 days' },
  { value: '90', label: 'last 90 days' },
];

/** Who did what, when, and what it was before. */
export default function Audit() {
  const page = useAuditPage();
  const { isAllowed, query } = page.data;
  return (
    <AppPage
      pageNav={{ text: 'Audit', url: paths.audit() }}
      subTitle="Who did what, when, and what it was before; secrets are never in it"
      actions={
        isAllowed && (
          <LinkButton
            variant="secondary"
            fill="outline"
            icon="download-alt"
            href={auditCsvHref(query)}
            download
            target="_self"
          >
            CSV
          </LinkButton>
        )
      }
    >
      {isAllowed ? (
        <Entries page={page} />
      ) : (
        <ForbiddenState
          what="The audit log is for Admins"
          detail="Ask an administrator of your Grafana organisation."
        />
      )}
    </AppPage>
  );
}

function Entries({ page: { data, actions } }: { page: AuditPageModel }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.list}>
      <Filters page={{ data, actions }} />
      <QueryView query={data.entries} subject="the audit log">
        {({ items, totalItems, page, pageSize }) =>
          totalItems === 0 && !data.isFiltered ? (
            <NothingHere
              title="Here will be what people do"
              text="Every change of runs, scenarios, settings and the rest."
            />
          ) : (
            <>
              <DataTable
                caption="Audit log"
                columns={COLUMNS}
                rows={items}
                rowKey={({ id }) => id}
                sort={data.sort}
                onSort={actions.sort}
                minWidth={880}
                isFixed
                emptyText="Nothing fits these filters"
              />
              <div className={styles.foot}>
                <span className={styles.count}>{plural(totalItems, 'entry', 'entries')}</span>
                <Pagination
                  currentPage={page}
                  numberOfPages={Math.max(1, Math.ceil(totalItems / pageSize))}
                  onNavigate={actions.toPage}
                  hideWhenSinglePage
                />
              </div>
            </>
          )
        }
      </QueryView>
    </div>
  );
}

function Filters({ page: { data, actions } }: { page: AuditPageModel }) {
  const styles = useStyles2(getStyles);
  const { filter, choices } = data;
  const lists = [
    { field: 'person', name: 'Who', options: toOptions(choices?.people, filter.person) },
    { field: 'action', name: 'What', options: toOptions(choices?.actions, filter.action) },
    { field: 'days', name: 'When', options: TIMES },
  ] as const;
  return (
    <search className={styles.filters}>
      <div className={styles.field}>
        <label htmlFor="audit-search" className={styles.label}>
          Search
        </label>
        <FilterInput
          id="audit-search"
          width={28}
          placeholder="Who, what, of what"
          value={filter.search}
          onChange={(search) => actions.filter({ search })}
        />
      </div>
      {lists.map(({ field, name, options }) => (
        <div key={field} className={styles.field}>
          <label htmlFor={`audit-${field}`} className={styles.label}>
            {name}
          </label>
          <Combobox
            id={`audit-${field}`}
            width={24}
            isClearable
            placeholder="any"
            options={[...options]}
            value={filter[field] === '' ? null : filter[field]}
            onChange={(chosen) => actions.filter({ [field]: chosen?.value })}
          />
        </div>
      ))}
    </search>
  );
}

/** What stands in the address is a choice although the sidecar has not yet said which there are. */
function toOptions(names: readonly string[] | undefined, chosen: string) {
  const all = new Set([...(names ?? []), ...(chosen === '' ? [] : [chosen])]);
  return [...all].map((name) => ({ value: name, label: name }));
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  filters: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 1.5) }),
  field: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  label: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  foot: css({ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }),
  count: css({ color: theme.colors.text.secondary }),
});
