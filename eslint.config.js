import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import vueParser from 'vue-eslint-parser'

/**
 * Rules that guard what has gone wrong in programs like this one: floating promises, raw IPC,
 * `any`, text outside the message files. Formatting is prettier's.
 */
const onlyBridge = {
  selector: "MemberExpression[object.name='window'][property.name='engawa']",
  message: 'Only src-renderer/bridge touches window.engawa.',
}

export default tseslint.config(
  {
    ignores: [
      'bench/results/',
      'dist/',
      'release/',
      'node_modules/',
      'e2e/artifacts/',
      'test-results/',
    ],
  },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: {
        parser: tseslint.parser,
        extraFileExtensions: ['.vue'],
        sourceType: 'module',
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        {
          fixStyle: 'separate-type-imports',
          prefer: 'type-imports',
          disallowTypeAnnotations: false,
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', onlyBridge],
    },
  },
  {
    files: [
      'src-main/**/*.ts',
      'src-shared/**/*.ts',
      'reference-server/**/*.ts',
      'bench/**/*.ts',
      'e2e/**/*.ts',
    ],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: './tsconfig.node.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  { files: ['src-renderer/bridge/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['src-renderer/**/*.vue'],
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      // An absent optional prop is undefined, which its type says.
      'vue/require-default-prop': 'off',
      // prettier owns the layout of templates
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
    },
  },
  {
    files: [
      'reference-server/**/*.ts',
      'scripts/**',
      'bench/**/*.ts',
      'e2e/**/*.ts',
      'src-main/shell/smoke.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // Playwright's fixtures must destructure an object even when they need nothing of it.
    files: ['e2e/**/*.ts'],
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
)
