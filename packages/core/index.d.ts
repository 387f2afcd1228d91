// The types are those of CommonJS: to say them twice would be a fifth of the package.
export * from './dist/index.cjs'
