"""The app for programs: JSON below /v1, and a tool for Gradio's clients and MCP."""
