"""The app for programs: JSON under /v1, and a tool for Gradio's clients and MCP."""
