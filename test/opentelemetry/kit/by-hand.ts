/** What a call says by hand, apart from all that is known of its request. */
export const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
