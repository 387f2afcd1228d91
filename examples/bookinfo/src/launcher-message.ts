/** What a launcher sends to turn Waybill off or on, and gets back once that is done. */
export interface WaybillMessage {
  type: 'waybill'
  enabled: boolean
}

/** Says whether something that came over IPC is a message for the Waybill switch. */
export function isMessage(message: unknown): message is WaybillMessage {
  if (typeof message !== 'object' || message === null) return false
  const { type, enabled } = message as Partial<WaybillMessage>
  return type === 'waybill' && typeof enabled === 'boolean'
}
