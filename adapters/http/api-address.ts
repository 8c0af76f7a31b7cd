/** Whether an address is one of the API's or of the MCP server, and not a page's: the caller is then told, counted and let in as such. */
export const isApiAddress = (url: string): boolean => url.startsWith('/api/') || isMcpAddress(url)

/** Whether an address is the MCP server's. */
export const isMcpAddress = (url: string): boolean => /^\/mcp([/?#]|$)/.test(url)
