"""Where a release goes. A destination takes finished bytes and paths; it knows neither articles nor the store."""
