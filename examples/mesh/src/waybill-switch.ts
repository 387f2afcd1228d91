import type { ServiceProcess } from './service-process.ts'

/** Whether Waybill is on in the services; the same in all of them. */
export interface WaybillSwitch {
  isOn(): boolean
  /** Turns it on or off; resolves when every service has said that it did. */
  turn(enabled: boolean): Promise<void>
}

/** Makes the switch for services that start with Waybill on. */
export function createWaybillSwitch(services: readonly ServiceProcess[]): WaybillSwitch {
  let isOn = true
  let last: Promise<unknown> = Promise.resolve()
  return {
    isOn: () => isOn,
    turn(enabled) {
      // One after the other, so that no two services end up apart.
      const turned = last.then(async () => {
        await Promise.all(services.map((service) => service.switchWaybill(enabled)))
        isOn = enabled
      })
      last = turned.catch(() => undefined)
      return turned
    },
  }
}
