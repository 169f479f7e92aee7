import { openPage } from "../shared/open-page.tsx";

void openPage(() => <p>console</p>);
