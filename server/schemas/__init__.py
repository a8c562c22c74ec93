"""What goes in and out over HTTP, as pydantic models; the OpenAPI document is made of them."""
