import { screen, waitFor, within } from '@testing-library/react';
import type { BuiltInTemplate, PublishTemplate } from 'perftest-automation-sidecar/contract/publishing';

import { problem } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const BRIEF: PublishTemplate = {
  id: 4,
  name: 'Brief',
  title: 'Test {{version}}',
  body: '{{verdict}}',
  isDefault: true,
};
const SPACE_KEY = {
  ...{ category: 'confluence', key: 'spaceKey', label: 'Space', type: 'text', description: 'Where reports go' },
  ...{ unit: null, minimum: null, maximum: null, choices: [], value: 'PERF', isSecret: false, isSet: true },
  ...{ source: 'saved', environmentVariable: 'CONFLUENCE_SPACE_KEY', withoutSaved: { value: null, source: 'default' } },
};

const BUILT_IN: BuiltInTemplate = {
  ...{ title: 'Test: {{title}}', body: '{{verdict}}\n{{findings}}' },
  texts: [{ name: 'title', meaning: 'Name of the report' }],
  blocks: [{ name: 'findings', meaning: 'The three things that matter' }],
};

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({ 'GET /api/settings': [SPACE_KEY], 'GET /api/confluence/templates': [BRIEF] });
  sidecar.answer({ 'GET /api/confluence/built-in-template': BUILT_IN });
});

const open = () => renderApp({ path: '/settings?tab=confluence', role: 'Admin' });

describe('templates of Confluence pages', () => {
  it('are listed with their titles and which one is the default', async () => {
    open();
    const list = await screen.findByRole('list', { name: 'Page templates' });
    expect(within(list).getByText('Brief')).toBeInTheDocument();
    expect(within(list).getByText('Default')).toBeInTheDocument();
    expect(within(list).getByText('Test {{version}}')).toBeInTheDocument();
  });

  it('begin as the built-in one; the sidecar says what is wrong with one', async () => {
    sidecar.answer({
      'GET /api/confluence/templates': [],
      'POST /api/confluence/templates': problem(400, 'VALIDATION_FAILED', 'There is no variable {{nothing}}'),
    });
    const { user } = open();
    expect(await screen.findByText('None: pages are made by the built-in template.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Add template' }));
    const drawer = await screen.findByRole('dialog');
    expect((await within(drawer).findByRole<HTMLTextAreaElement>('textbox', { name: /^Body/ })).value).toContain(
      '{{verdict}}\n'
    );
    expect(within(drawer).getByText('{{findings}}')).toBeInTheDocument();
    await user.click(within(drawer).getByRole('button', { name: 'Save' }));
    expect(await within(drawer).findByText('The template needs a name')).toBeInTheDocument();
    await user.type(within(drawer).getByLabelText(/^Name/), 'Mine');
    await user.click(within(drawer).getByRole('button', { name: 'Save' }));
    expect(await within(drawer).findByText(/There is no variable \{\{nothing\}\}/)).toBeInTheDocument();
  });

  it('are changed and deleted', async () => {
    sidecar.answer({ 'PUT /api/confluence/templates/4': BRIEF, 'DELETE /api/confluence/templates/4': null });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Change Brief' }));
    const drawer = await screen.findByRole('dialog');
    const title = await within(drawer).findByLabelText(/^Title of the page/);
    await user.clear(title);
    await user.type(title, 'Short');
    await user.click(within(drawer).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sidecar.last('PUT', '/api/confluence/templates/4')?.body).toEqual({
        ...{ name: 'Brief', title: 'Short', body: '{{verdict}}', isDefault: true },
      })
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(sidecar.last('DELETE', '/api/confluence/templates/4')).toBeDefined());
  });
});
