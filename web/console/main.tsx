import "./console.css";
import { openPage } from "../shared/open-page.tsx";
import { SignIn } from "../shared/sign-in.tsx";
import { Console } from "./console.tsx";

const scope =
  "openid profile email requests:read requests:decide blocks:write terms:publish audit:read subjects:reveal switch:write";

void openPage((configuration) => (
  <SignIn configuration={configuration} scope={scope}>
    <Console />
  </SignIn>
));
