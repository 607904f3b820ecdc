"""Lists in and out: reading what people send, understanding it, and writing templates and error workbooks."""
