"""An invented consortium that a visitor can try: its colleges, what they publish and what they teach."""
