"""Write what each finding does to an answer: `python -m docs.damage` (about a minute)."""

from docs.damage.writing import DAMAGE, damage_toml

if __name__ == "__main__":
    DAMAGE.write_text(damage_toml(), "utf-8")
    print(DAMAGE)
