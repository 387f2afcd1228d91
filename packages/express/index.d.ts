// The types are those of CommonJS, said once.
export * from './dist/index.cjs'
