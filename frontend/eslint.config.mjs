import { readdirSync } from 'node:fs'

import next from 'eslint-config-next'
import typescript from 'eslint-config-next/typescript'

const features = readdirSync('./src/features')
const shared = ['components', 'hooks', 'lib', 'stores', 'types'].map((name) => `./src/${name}`)
const length = { skipBlankLines: true, skipComments: true }

// Direction: lib, types -> components, stores, hooks -> features -> app.
const zones = [
  ...features.map((name) => ({
    target: `./src/features/${name}`,
    from: './src/features',
    except: [`./${name}`],
    message: 'a feature does not know another one: the page composes them',
  })),
  { target: './src/features', from: './src/app' },
  { target: shared, from: ['./src/features', './src/app'] },
  { target: ['./src/lib', './src/types'], from: ['./src/components', './src/stores'] },
]

const config = [
  { ignores: ['.next', 'coverage', 'next-env.d.ts', 'src/types/api.gen.ts'] },
  ...next,
  ...typescript,
  {
    rules: {
      'import/no-cycle': 'error',
      'import/no-restricted-paths': ['error', { zones }],
      'no-restricted-imports': [
        'error',
        { name: 'next/link', message: 'components/link: not every link in view is fetched' },
      ],
      'max-lines': ['error', { max: 250, ...length }],
      complexity: ['error', 15],
      '@typescript-eslint/no-explicit-any': 'error',
      'no-console': 'error',
    },
    settings: { 'import/resolver': { typescript: { project: './tsconfig.json' } } },
  },
  { files: ['src/components/ui/**'], rules: { 'max-lines': 'off' } },
  { files: ['src/components/link.tsx'], rules: { 'no-restricted-imports': 'off' } },
]

export default config
