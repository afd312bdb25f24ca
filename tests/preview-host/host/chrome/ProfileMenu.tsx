import React from 'react';
import { getThemeById } from '@grafana/data';
import { config, getAppEvents, ThemeChangedEvent } from '@grafana/runtime';
import { Dropdown, Menu, ToolbarButton, useTheme2 } from '@grafana/ui';

const ROLES = ['Viewer', 'Editor', 'Admin'];

function setCookie(name: string, value: string | undefined): void {
  document.cookie = `${name}=${value ?? ''}; path=/; SameSite=Lax${value === undefined ? '; max-age=0' : ''}`;
}

function become(role: string, login?: string): void {
  setCookie('preview_role', role);
  setCookie('preview_user', login);
  window.location.reload();
}

function switchTheme(id: 'dark' | 'light'): void {
  setCookie('preview_theme', id);
  getAppEvents().publish(new ThemeChangedEvent(getThemeById(id)));
}

/** The host's own switches, where Grafana has the profile: theme and who is signed in. */
export function ProfileMenu() {
  const theme = useTheme2();
  const { user } = config.bootData;
  const other = theme.isDark ? 'light' : 'dark';
  const overlay = () => (
    <Menu header={user.isSignedIn ? `${user.name} (${user.orgRole})` : 'Signed out'}>
      <Menu.Item label={`Switch to ${other} theme`} icon="palette" onClick={() => switchTheme(other)} />
      <Menu.Divider />
      {ROLES.map((role) => (
        <Menu.Item key={role} label={`Become ${role}`} icon="user" onClick={() => become(role)} />
      ))}
      <Menu.Item label="Become Zoë Žluťoučký (Editor)" icon="user" onClick={() => become('Editor', 'zoe')} />
      <Menu.Item label="Sign out" icon="signout" onClick={() => become('signed-out')} />
    </Menu>
  );
  return (
    <Dropdown overlay={overlay} placement="bottom-end">
      <ToolbarButton icon="user" aria-label="Profile">
        {user.isSignedIn ? user.orgRole : 'Sign in'}
      </ToolbarButton>
    </Dropdown>
  );
}
