import { definePolicy, presets } from '@waybill/core'

/** What productpage carries: the mesh's headers. Who the end user is, it decides itself, after login. */
export const edgePolicy = definePolicy({ headers: [...presets.istio] })

/** What the services behind productpage carry: the mesh's headers, and the end user it names. */
export const innerPolicy = definePolicy({ headers: [...presets.istio, 'end-user'] })
