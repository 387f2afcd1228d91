export { wrapSuperagent } from './wrap-superagent.ts'
