import { defineConfig } from 'eslint/config';
import sonarjs from 'eslint-plugin-sonarjs';
import baseConfig from './.config/eslint.config.mjs';

export default defineConfig([
  { ignores: ['**/node_modules/', '**/dist/', '**/coverage/', 'release/', 'data/', '.cache/', '.config/'] },
  ...baseConfig,
  {
    files: ['src/**/*.{ts,tsx}', 'backend-sidecar/**/*.{ts,tsx}', 'tests/**/*.{ts,tsx}', 'scripts/**/*.ts'],
    plugins: { sonarjs },
    rules: {
      'sonarjs/cognitive-complexity': ['error', 8],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-console': 'error',
      // TypeScript itself refuses redeclaration; a schema and its type share one name here.
      'no-redeclare': 'off',
    },
  },
  {
    // Programs that talk to a terminal.
    files: ['scripts/**', 'tests/**', '**/build.mjs'],
    rules: { 'no-console': 'off' },
  },
  {
    // Lazy pages and files that a tool reads by their default export.
    files: ['**/*.config.{ts,js,mjs}', 'src/pages/**/*.tsx', 'src/App.tsx', 'src/AppConfig.tsx', 'jest.config.js'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    // React's rules do not concern the sidecar's plain modules.
    files: ['backend-sidecar/**', 'scripts/**', 'tests/**'],
    rules: { 'react-hooks/rules-of-hooks': 'off', 'react/no-unknown-property': 'off' },
  },
]);
